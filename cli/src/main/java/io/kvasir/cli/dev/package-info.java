/// `kvasir dev`: the whole cluster in one process, on the folders and settings that real processes
/// would use.
@NullMarked
package io.kvasir.cli.dev;

import org.jspecify.annotations.NullMarked;
