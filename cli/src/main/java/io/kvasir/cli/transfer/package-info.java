/// `kvasir import` and `kvasir export`: files to items and back, many at once, with a record of
/// what was done. Uses the client; knows no cluster.
@NullMarked
package io.kvasir.cli.transfer;

import org.jspecify.annotations.NullMarked;
