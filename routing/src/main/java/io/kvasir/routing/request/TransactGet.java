package io.kvasir.routing.request;

import java.util.List;

/// Items as they were at one moment. The options of the single requests mean nothing here.
public record TransactGet(List<GetItem> items) {
    public TransactGet {
        items = List.copyOf(items);
    }
}
