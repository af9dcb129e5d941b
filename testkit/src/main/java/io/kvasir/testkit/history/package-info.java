/// What clients and observers saw during a run: operations with their times, observed maps and
/// checksums, transactions. It only records; `checker` judges.
@NullMarked
package io.kvasir.testkit.history;

import org.jspecify.annotations.NullMarked;
