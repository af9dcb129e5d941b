/// A small, obvious, in-memory DynamoDB: what Kvasir's answers are compared with, operation by
/// operation. It shares no logic with the real evaluator: expressions are structures here and
/// become text only for the system under test.
@NullMarked
package io.kvasir.testkit.reference;

import org.jspecify.annotations.NullMarked;
