package io.subnetvalidator.core.service;

import io.subnetvalidator.proofs.compare.FaultKind;
import io.subnetvalidator.proofs.verdict.Charge;
import io.subnetvalidator.proofs.verdict.ContradictoryOpening;
import io.subnetvalidator.proofs.verdict.DoubleAnswer;
import io.subnetvalidator.proofs.verdict.SequentialDeviation;
import io.subnetvalidator.proofs.verdict.WrongComputation;
import io.subnetvalidator.proofs.verdict.WrongFormat;

/** What a proved fault means, in words for people. */
final class FaultText {

    private FaultText() {}

    static String of(Charge charge) {
        if (charge instanceof WrongComputation wrong) {
            return of(wrong.claim().kind());
        }
        if (charge instanceof SequentialDeviation) {
            return "the answers of several sessions together are too far from the reference";
        }
        if (charge instanceof WrongFormat) {
            return "the answer has a size or a number format that was not agreed";
        }
        if (charge instanceof ContradictoryOpening) {
            return "a block was opened with other values than were committed to";
        }
        return charge instanceof DoubleAnswer
                ? "one request was answered in two ways"
                : "two sessions were opened under one number";
    }

    private static String of(FaultKind kind) {
        return switch (kind) {
            case OUTPUT_SIZE -> "the answer has the wrong size";
            case OUTPUT_ENCODING -> "the answer is in a number format that was not agreed";
            case OUTPUT_NOT_FINITE -> "the answer holds values that are no numbers";
            case OUTPUT_BITS -> "the answer differs from the exact reference";
            case BOUNDARY_ROOT -> "the steps committed to are not those of the reference";
            case MEAN_ENERGY -> "the answer as a whole is too far from the reference";
            case WORST_TOKEN -> "the answer for one token is too far from the reference";
            case WORST_ELEMENT -> "one value of the answer is too far from the reference";
        };
    }
}
