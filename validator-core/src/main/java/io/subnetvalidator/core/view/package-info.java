/**
 * What people and programs can read of a running service: immutable snapshots for the API, the dashboard and summaries.
 * Records only, with the field names that the API documents.
 * They carry no behaviour and no secrets.
 */
@NullMarked
package io.subnetvalidator.core.view;

import org.jspecify.annotations.NullMarked;
