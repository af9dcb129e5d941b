package io.kvasir.router.http;

import io.kvasir.model.Bytes;
import java.util.SequencedMap;

/// One reply. The content length is the server's to add.
public record HttpReply(int status, SequencedMap<String, String> headers, Bytes body) {}
