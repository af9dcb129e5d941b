package io.kvasir.model.expression;

import io.kvasir.model.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/// Parses projection expressions: document paths, separated by commas.
final class ProjectionParser {
    private ProjectionParser() {}

    static List<Path> parse(String text) {
        TokenReader reader = new TokenReader(ExpressionKind.PROJECTION, text);
        List<Path> paths = new ArrayList<>();
        do {
            paths.add(reader.path());
        } while (reader.take(Kind.COMMA));
        reader.finish();
        return paths;
    }
}
