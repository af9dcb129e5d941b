/// Clients of the stores that can be measured, all behind one interface.
@NullMarked
package io.kvasir.bench.store;

import org.jspecify.annotations.NullMarked;
