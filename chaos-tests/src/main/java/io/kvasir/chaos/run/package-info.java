/// One run from the start of its cluster to its report.
@NullMarked
package io.kvasir.chaos.run;

import org.jspecify.annotations.NullMarked;
