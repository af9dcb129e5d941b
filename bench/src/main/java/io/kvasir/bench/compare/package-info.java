/// `kvasir bench compare`: several stores, one machine, one run, in turns.
@NullMarked
package io.kvasir.bench.compare;

import org.jspecify.annotations.NullMarked;
