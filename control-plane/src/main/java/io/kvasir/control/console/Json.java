package io.kvasir.control.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Writes a document.
@FunctionalInterface
interface Json {
    JsonFactory FACTORY = new JsonFactory();

    void to(JsonGenerator json) throws IOException;

    default Bytes written() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            to(generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Bytes.ofOwned(bytes.toByteArray());
    }
}
