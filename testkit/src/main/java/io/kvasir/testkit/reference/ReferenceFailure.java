package io.kvasir.testkit.reference;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.Item;
import java.util.Optional;

/// How the reference refuses a request. The message is empty where any text will do.
public final class ReferenceFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Optional<Item> item;

    ReferenceFailure(ErrorCode code, String message, Optional<Item> item) {
        super(message, null, false, false);
        this.code = code;
        this.item = item;
    }

    static ReferenceFailure validation(String message) {
        return new ReferenceFailure(ErrorCode.INVALID_ARGUMENT, message, Optional.empty());
    }

    public ErrorCode code() {
        return code;
    }

    /// The present item, where a failed condition should return it.
    public Optional<Item> item() {
        return item;
    }
}
