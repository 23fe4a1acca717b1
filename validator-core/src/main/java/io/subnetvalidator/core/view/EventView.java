package io.subnetvalidator.core.view;

/** One line of the operator's event log; the same object in text and JSON. */
public record EventView(long sequence, long block, String kind, String text) {}
