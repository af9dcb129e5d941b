/// What people see: tables, progress, and where output goes. Writes only to the streams it is
/// given; knows nothing of items or clusters.
@NullMarked
package io.kvasir.cli.terminal;

import org.jspecify.annotations.NullMarked;
