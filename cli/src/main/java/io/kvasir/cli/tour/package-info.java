/// `kvasir tour`: shows on a cluster of real processes what Kvasir promises, and checks every word
/// of it. Starts and stops servers; judges only by what any client can read.
@NullMarked
package io.kvasir.cli.tour;

import org.jspecify.annotations.NullMarked;
