package io.kvasir.client;

/// All items of a table, in no order that means anything, or one segment of them.
///
/// @param segment from 0 to `totalSegments` - 1
/// @param totalSegments 1 to 1,000,000
public record Scan(
        String table, int segment, int totalSegments, PageSettings page, ReadSettings read)
        implements ReadRequest<Scan>, PageRequest<Scan> {
    public static Scan of(String table) {
        return new Scan(table, 0, 1, PageSettings.DEFAULT, ReadSettings.DEFAULT);
    }

    public Scan segment(int number, int of) {
        return new Scan(table, number, of, page, read);
    }

    @Override
    public Scan withPage(PageSettings settings) {
        return new Scan(table, segment, totalSegments, settings, read);
    }

    @Override
    public Scan withRead(ReadSettings settings) {
        return new Scan(table, segment, totalSegments, page, settings);
    }
}
