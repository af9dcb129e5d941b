/// The gRPC server of every server process, with health and reflection. Knows no service:
/// components hand in theirs.
@NullMarked
package io.kvasir.runtime.rpc;

import org.jspecify.annotations.NullMarked;
