package io.kvasir.cli.tour;

import io.kvasir.client.Consistency;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.PageResult;
import io.kvasir.client.Query;
import io.kvasir.client.Scan;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Compares what a table answers with what it must hold. Differences are counted and named, not
/// thrown: a tour tells all it found.
final class TableCheck {
    private static final int SEGMENTS = 4;
    private static final int PAGE_ITEMS = 500;
    private static final int DIFFERENCES_MAX = 20;

    private final KvasirClient client;
    private final String table;
    private final ExpectedTable expected;

    TableCheck(KvasirClient client, String table, ExpectedTable expected) {
        this.client = client;
        this.table = table;
        this.expected = expected;
    }

    /// A whole scan: every item once, with exactly its content, and no other.
    List<String> scan(Consistency consistency) {
        ConcurrentLinkedQueue<String> differences = new ConcurrentLinkedQueue<>();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        client.scan(
                Scan.of(table).consistency(consistency),
                SEGMENTS,
                SEGMENTS,
                page -> page.items().forEach(item -> compare(item, seen, differences)));
        if (seen.size() != expected.count()) {
            differences.add("a scan gave " + seen.size() + " items of " + expected.count());
        }
        return limited(differences.stream().toList());
    }

    private void compare(Item item, Set<String> seen, ConcurrentLinkedQueue<String> differences) {
        String key =
                ExpectedTable.text(item, ExpectedTable.PARTITION_KEY)
                        + "/"
                        + ExpectedTable.text(item, ExpectedTable.SORT_KEY);
        if (!seen.add(key)) {
            differences.add("a scan gave " + key + " twice");
        }
        ItemDigest wanted = expected.digestOf(item);
        if (wanted == null) {
            differences.add("a scan gave " + key + ", which was never written");
        } else if (!wanted.equals(ItemDigest.of(item))) {
            differences.add(key + " has other content than was written");
        }
    }

    /// A strong query of every section, in pages: its packages in order, all of them, with their
    /// content; and the largest section backward.
    List<String> queries() {
        List<String> differences = new ArrayList<>();
        String largest = "";
        for (String section : expected.sections().keySet()) {
            query(section, false, differences);
            if (largest.isEmpty() || sizeOf(section) > sizeOf(largest)) {
                largest = section;
            }
        }
        query(largest, true, differences);
        return limited(differences);
    }

    private int sizeOf(String section) {
        return Objects.requireNonNull(expected.sections().get(section)).size();
    }

    private void query(String section, boolean backward, List<String> differences) {
        Query query =
                Query.of(table, ExpectedTable.PARTITION_KEY, AttributeValue.of(section))
                        .strong()
                        .limit(PAGE_ITEMS);
        List<String> given = new ArrayList<>();
        for (PageResult page : client.pages(backward ? query.descending() : query)) {
            if (page.items().size() > PAGE_ITEMS) {
                differences.add("a page of " + section + " has more items than its limit");
            }
            for (Item item : page.items()) {
                given.add(ExpectedTable.text(item, ExpectedTable.SORT_KEY));
                if (!ItemDigest.of(item).equals(expected.digestOf(item))) {
                    differences.add("a query gave " + section + "/" + given.getLast() + " changed");
                }
            }
        }
        List<String> wanted =
                new ArrayList<>(Objects.requireNonNull(expected.sections().get(section)).keySet());
        if (backward) {
            Collections.reverse(wanted);
        }
        if (!given.equals(wanted)) {
            differences.add(
                    "a query of "
                            + section
                            + (backward ? " backward" : "")
                            + " gave "
                            + given.size()
                            + " packages in another order or number than the "
                            + wanted.size()
                            + " that there are");
        }
    }

    private static List<String> limited(List<String> differences) {
        if (differences.size() <= DIFFERENCES_MAX) {
            return differences;
        }
        List<String> first = new ArrayList<>(differences.subList(0, DIFFERENCES_MAX));
        first.add("and " + (differences.size() - DIFFERENCES_MAX) + " more");
        return first;
    }
}
