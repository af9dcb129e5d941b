package io.kvasir.model.expression;

import io.kvasir.model.error.InvalidArgumentException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A parsed projection, independent of what its placeholders stand for. Immutable.
public final class ProjectionExpression {
    private final List<Path> paths;

    private ProjectionExpression(List<Path> paths) {
        this.paths = paths;
    }

    /// @throws InvalidArgumentException with the service's text
    public static ProjectionExpression parse(String text) {
        return new ProjectionExpression(List.copyOf(ProjectionParser.parse(text)));
    }

    /// @throws InvalidArgumentException where a placeholder is not defined or two paths meet
    public Projection bind(Substitutions substitutions) {
        Binder binder = new Binder(ExpressionKind.PROJECTION, substitutions);
        List<Path> bound = new ArrayList<>(paths.size());
        for (Path path : paths) {
            bound.add(binder.bind(path));
        }
        return Projection.of(bound);
    }

    /// The paths, placeholders and all.
    public List<Path> paths() {
        return paths;
    }

    /// The expression's text in one canonical form.
    @Override
    public String toString() {
        return paths.stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}
