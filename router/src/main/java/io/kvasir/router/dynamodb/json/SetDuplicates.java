package io.kvasir.router.dynamodb.json;

import io.kvasir.model.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Function;

/// How the service names members that a set has twice: those before the first that repeats in their
/// order by bytes, then it, then the rest as sent. Its older checks show all as sent.
final class SetDuplicates {
    static final ValueFault OF_NUMBERS =
            ValueFault.duplicates(
                    "Input collection contains duplicates.",
                    "Input collection contains duplicates");

    private SetDuplicates() {}

    static ValueFault ofTexts(List<String> members) {
        List<String> shown =
                shown(members, Comparator.comparing(Bytes::utf8), text -> '"' + text + '"');
        return fault(String.join(", ", shown), String.join(", ", members), " contains duplicates.");
    }

    static ValueFault ofBytes(List<Bytes> members) {
        Function<Bytes, String> encode = bytes -> Base64Text.encode(bytes.array());
        List<String> shown =
                shown(members, Comparator.naturalOrder(), bytes -> '"' + encode.apply(bytes) + '"');
        return fault(
                String.join(",", shown),
                String.join(", ", members.stream().map(encode).toList()),
                "of type BS contains duplicates.");
    }

    private static ValueFault fault(String shown, String asSent, String end) {
        return ValueFault.duplicates(
                "Input collection [" + shown + "]" + end,
                ValueFault.INVALID + "Input collection [" + asSent + "]" + end);
    }

    private static <T> List<String> shown(
            List<T> members, Comparator<T> order, Function<T, String> show) {
        SequencedSet<T> before = new LinkedHashSet<>();
        int next = 0;
        while (next < members.size() && before.add(members.get(next))) {
            next++;
        }
        List<T> all = new ArrayList<>(before.stream().sorted(order).toList());
        all.addAll(members.subList(next, members.size()));
        return all.stream().map(show).toList();
    }
}
