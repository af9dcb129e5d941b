/// One storage node, put together: configuration, data folder, wiring, the loop that talks to the
/// control plane. The only package that owns clocks.
@NullMarked
package io.kvasir.node.app;

import org.jspecify.annotations.NullMarked;
