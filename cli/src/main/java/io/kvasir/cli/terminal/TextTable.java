package io.kvasir.cli.terminal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Rows under headings, aligned in columns. Where the whole is wider than the screen, the widest
/// columns give way, and cut cells end in `…`.
public final class TextTable {
    private static final int COLUMN_CHARS_MIN = 6;
    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(List<String> headings) {
        this.headings = List.copyOf(headings);
    }

    /// @throws IllegalArgumentException where there are not as many cells as headings
    public TextTable row(List<String> cells) {
        if (cells.size() != headings.size()) {
            throw new IllegalArgumentException(
                    cells.size() + " cells under " + headings.size() + " headings");
        }
        rows.add(cells.stream().map(TextTable::onOneLine).toList());
        return this;
    }

    /// @param columns of the screen; 0 for as wide as it takes
    public String rendered(int columns) {
        List<Integer> widths = widths(columns);
        StringBuilder text = new StringBuilder();
        appendRow(text, headings, widths);
        List<String> rules = widths.stream().map("─"::repeat).toList();
        appendRow(text, rules, widths);
        rows.forEach(row -> appendRow(text, row, widths));
        return text.toString();
    }

    private List<Integer> widths(int columns) {
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < headings.size(); i++) {
            int widest = length(headings.get(i));
            for (List<String> row : rows) {
                widest = Math.max(widest, length(row.get(i)));
            }
            widths.add(widest);
        }
        int gaps = GAP.length() * (headings.size() - 1);
        int total = widths.stream().mapToInt(Integer::intValue).sum() + gaps;
        while (columns > 0 && total > columns) {
            int widest = Collections.max(widths);
            if (widest <= COLUMN_CHARS_MIN) {
                break;
            }
            widths.set(widths.indexOf(widest), widest - 1);
            total--;
        }
        return widths;
    }

    private static void appendRow(StringBuilder text, List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cut(cells.get(i), widths.get(i));
            line.append(i == 0 ? "" : GAP)
                    .append(cell)
                    .append(" ".repeat(widths.get(i) - length(cell)));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static String cut(String cell, int width) {
        if (length(cell) <= width) {
            return cell;
        }
        return cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String onOneLine(String cell) {
        StringBuilder line = new StringBuilder(cell.length());
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            line.append(Character.isISOControl(c) ? '·' : c);
        }
        return line.toString();
    }
}
