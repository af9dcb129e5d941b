package io.kvasir.router.dynamodb.validation;

import io.kvasir.router.dynamodb.json.AttributeMap;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape.Member;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A part of a request as the JSON that it came as, for messages: what is not known is left out.
final class ShownJson {
    private ShownJson() {}

    static String of(Map<?, ?> map) {
        byte[] json = JsonReply.object(reply -> entries(reply, map));
        return new String(json, StandardCharsets.UTF_8);
    }

    private static void entries(JsonReply reply, Map<?, ?> map) throws IOException {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            member(reply, (String) entry.getKey(), entry.getValue());
        }
    }

    private static void member(JsonReply reply, String name, Object value) throws IOException {
        switch (value) {
            case String text -> reply.text(name, text);
            case Boolean flag -> reply.flag(name, flag);
            case Long whole -> reply.whole(name, whole);
            case AttributeMap attributes -> reply.item(name, attributes.item());
            case Structure structure -> {
                reply.startObject(name);
                for (Member member : structure.shape().members()) {
                    @Nullable Object each = structure.get(member.name());
                    if (each != null) {
                        member(reply, member.name(), each);
                    }
                }
                reply.endObject();
            }
            case Map<?, ?> map -> {
                reply.startObject(name);
                entries(reply, map);
                reply.endObject();
            }
            case List<?> list -> {
                reply.startList(name);
                for (Object element : list) {
                    element(reply, element);
                }
                reply.endList();
            }
            default -> throw new IllegalStateException("no part of such a map: " + value);
        }
    }

    private static void element(JsonReply reply, Object element) throws IOException {
        switch (element) {
            case String text -> reply.element(text);
            case AttributeMap attributes -> reply.item(attributes.item());
            default -> throw new IllegalStateException("no part of such a list: " + element);
        }
    }
}
