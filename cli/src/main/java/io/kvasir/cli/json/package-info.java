/// Items as JSON text: plain JSON and DynamoDB's typed JSON, read and written. Text in, values out;
/// it opens no file and knows no table.
@NullMarked
package io.kvasir.cli.json;

import org.jspecify.annotations.NullMarked;
