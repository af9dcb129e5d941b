/// The page for operators on a control plane's HTTP port, and the documents that it is drawn from.
/// Reads and orders nothing.
@NullMarked
package io.kvasir.control.console;

import org.jspecify.annotations.NullMarked;
