/// Who is asking: verification of AWS Signature Version 4. Knows no operation.
@NullMarked
package io.kvasir.router.auth;

import org.jspecify.annotations.NullMarked;
