/// `kvasir local`: a cluster of real processes on loopback, for trials and tests. It writes their
/// settings, starts, stops and kills them; it speaks to them only as any client would.
@NullMarked
package io.kvasir.cli.local;

import org.jspecify.annotations.NullMarked;
