package io.kvasir.runtime.settings;

/// A setting that cannot be used: the message names the key, the value, where it came from, and
/// what is allowed.
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
