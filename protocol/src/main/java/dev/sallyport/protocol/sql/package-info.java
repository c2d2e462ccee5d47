// SPDX-License-Identifier: Apache-2.0

/**
 * Databases that are asked in SQL. Read {@link dev.sallyport.protocol.sql.SqlStatement} first: all
 * that is ever kept of a statement is its verb and its main table.
 */
@NullMarked
package dev.sallyport.protocol.sql;

import org.jspecify.annotations.NullMarked;
