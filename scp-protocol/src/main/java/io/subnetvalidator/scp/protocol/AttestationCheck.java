package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.scp.protocol.BatchBook.Held;
import io.subnetvalidator.scp.protocol.ProofBook.Judged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Steps 6a to 6f of the protocol: may this submission be attested? The order of the rules is the order of the methods. */
final class AttestationCheck {

    /** The answer for what is known now. */
    sealed interface Verdict {
        /** Every rule holds; these are the own scores. */
        record Pass(ScoreList scores) implements Verdict {}

        /** The first rule that does not hold, with the difference. */
        record Fail(AttestRule rule, String difference) implements Verdict {}

        /** Inputs to fetch before the answer is known, and the rule that fails if they do not come. */
        record Wait(List<Wanted> missing, AttestRule otherwise) implements Verdict {}
    }

    /** A rule has decided; ends the check. */
    private static final class Decided extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Verdict verdict;

        private Decided(Verdict verdict) {
            super(null, null, false, false);
            this.verdict = verdict;
        }
    }

    /** Proofs that a proposal names and that are fetched and judged at the same time; one that does not hold ends the check. */
    private static final int PROOFS_AT_ONCE = 16;

    private final ProtocolSettings settings;
    private final Recomputation recomputation;
    private final Knowledge knowledge;

    AttestationCheck(ProtocolSettings settings, Recomputation recomputation, Knowledge knowledge) {
        this.settings = settings;
        this.recomputation = recomputation;
        this.knowledge = knowledge;
    }

    /** The verdict on a submission whose observed epoch's batches are in {@code book}. */
    Verdict check(Submission submission, BatchBook book, Roster target) {
        Optional<Bytes> args = submission.statement().args();
        try {
            if (args.isEmpty() || !ProposalArgs.areOurs(args.get())) {
                return foreign(submission.statement(), book, target);
            }
            ProposalArgs parsed = readArgs(args.get(), book.roster().epoch());
            List<NodeId> members = includedSet(parsed, book.roster());
            SortedMap<NodeId, Held> included = includedBatches(parsed, members, book);
            noSilencing(included, book);
            Set<NodeId> faulty = faultProofs(parsed, book.roster());
            return scores(submission.statement(), included.values(), faulty, book.roster(), target);
        } catch (Decided decided) {
            return decided.verdict;
        }
    }

    private ProposalArgs readArgs(Bytes args, Epoch observed) throws Decided {
        ProposalArgs parsed;
        try {
            parsed = ProposalArgs.fromBytes(args);
        } catch (ScaleException e) {
            throw fail(AttestRule.ARGS_MALFORMED, String.valueOf(e.getMessage()));
        }
        if (!parsed.observed().equals(observed)) {
            throw fail(AttestRule.WRONG_EPOCH, "about epoch " + parsed.observed() + ", not " + observed);
        }
        if (!parsed.policyDigest().equals(settings.policyDigest())) {
            throw fail(
                    AttestRule.OTHER_POLICY,
                    "policy " + parsed.policyDigest() + ", the own policy is " + settings.policyDigest());
        }
        return parsed;
    }

    private static List<NodeId> includedSet(ProposalArgs args, Roster observed) throws Decided {
        Optional<List<NodeId>> members = ValidatorBits.decode(observed, args.included());
        if (members.isEmpty()) {
            throw fail(
                    AttestRule.SET_MALFORMED,
                    args.included().size() + " bytes " + args.included() + " for " + observed.n() + " validators");
        }
        if (members.get().size() < observed.quorum()) {
            throw fail(
                    AttestRule.SET_TOO_SMALL,
                    members.get().size() + " batches of " + observed.n() + " validators, at least "
                            + observed.quorum());
        }
        return members.get();
    }

    private SortedMap<NodeId, Held> includedBatches(ProposalArgs args, List<NodeId> members, BatchBook book)
            throws Decided {
        for (NodeId member : members) {
            if (book.isEarlyEquivocator(member)) {
                throw fail(AttestRule.EQUIVOCATOR_INCLUDED, "validator " + member + " signed two batches");
            }
        }
        SortedMap<NodeId, Held> held = new TreeMap<>();
        members.forEach(member -> book.of(member).ifPresent(batch -> held.put(member, batch)));
        if (held.size() == members.size() && rootOf(held).equals(args.includedRoot())) {
            return held;
        }
        Optional<ProposalManifest> manifest = manifest(args);
        if (manifest.isEmpty()) {
            throw waiting(withoutManifest(args, members, held, book), AttestRule.SET_UNRESOLVED);
        }
        return namedBatches(manifest.get(), members, book);
    }

    private List<Wanted> withoutManifest(
            ProposalArgs args, List<NodeId> members, SortedMap<NodeId, Held> held, BatchBook book) {
        List<Wanted> missing = new ArrayList<>();
        missing.add(new Wanted.Manifest(args.observed(), args.manifestKey(settings.context())));
        members.stream()
                .filter(member -> !held.containsKey(member))
                .forEach(member -> missing.add(new Wanted.BatchOf(book.roster().epoch(), member)));
        return missing;
    }

    private static SortedMap<NodeId, Held> namedBatches(ProposalManifest manifest, List<NodeId> members, BatchBook book)
            throws Decided {
        if (!List.copyOf(manifest.included().keySet()).equals(members)) {
            throw fail(
                    AttestRule.SET_MALFORMED,
                    "the bit field and the list of included batches name different validators");
        }
        book.name(List.copyOf(manifest.included().values()));
        SortedMap<NodeId, Held> included = new TreeMap<>();
        List<Wanted> missing = new ArrayList<>();
        for (Map.Entry<NodeId, Hash256> entry : manifest.included().entrySet()) {
            NodeId member = entry.getKey();
            Hash256 digest = entry.getValue();
            Optional<Held> held = book.named(digest);
            if (held.isEmpty()) {
                missing.add(new Wanted.BatchNamed(book.roster().epoch(), digest));
            } else if (!held.get().signed().validator().equals(member)) {
                throw fail(AttestRule.BATCH_INVALID, "batch " + digest + " is not of validator " + member);
            } else {
                included.put(member, held.get());
            }
        }
        if (!missing.isEmpty()) {
            throw waiting(missing, AttestRule.BATCH_UNAVAILABLE);
        }
        return included;
    }

    private static void noSilencing(SortedMap<NodeId, Held> included, BatchBook book) throws Decided {
        List<NodeId> silenced = book.includable().entrySet().stream()
                .filter(entry -> entry.getValue().timely() && !included.containsKey(entry.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        if (silenced.size() > book.roster().f()) {
            throw fail(
                    AttestRule.SILENCED,
                    "timely batches of validators " + silenced + " are left out, at most "
                            + book.roster().f() + " may be");
        }
    }

    private Set<NodeId> faultProofs(ProposalArgs args, Roster roster) throws Decided {
        Epoch observed = roster.epoch();
        if (args.proofCount() > roster.size()) {
            throw fail(
                    AttestRule.PROOF_INVALID,
                    args.proofCount() + " proofs against the " + roster.size()
                            + " nodes of the epoch, one each is enough");
        }
        Set<NodeId> faulty = new TreeSet<>();
        List<Wanted> missing = new ArrayList<>();
        for (Hash256 digest : proofsNamed(args, observed)) {
            Optional<Judged> verdict = knowledge.proofs().verdict(digest);
            if (verdict.isEmpty()) {
                missing.add(new Wanted.Proof(digest));
            } else if (!ProofBook.admissible(verdict.get(), observed)) {
                throw fail(
                        AttestRule.PROOF_INVALID,
                        "proof " + digest + " against node " + verdict.get().accused() + " in epoch "
                                + verdict.get().epoch());
            } else if (!faulty.add(verdict.get().accused())) {
                throw fail(
                        AttestRule.PROOF_INVALID,
                        "proof " + digest + " is the second one against node "
                                + verdict.get().accused());
            }
        }
        if (!missing.isEmpty()) {
            throw waiting(missing.stream().limit(PROOFS_AT_ONCE).toList(), AttestRule.PROOF_UNAVAILABLE);
        }
        Set<NodeId> omitted = knowledge.proofs().mustConvict(observed);
        omitted.removeAll(faulty);
        if (!omitted.isEmpty()) {
            throw fail(AttestRule.PROOF_OMITTED, "nodes " + omitted + " are proven faulty");
        }
        return faulty;
    }

    private Collection<Hash256> proofsNamed(ProposalArgs args, Epoch observed) throws Decided {
        if (args.proofs().isPresent()) {
            return args.proofs().get();
        }
        List<Hash256> own = List.copyOf(knowledge.proofs().proposable(observed).keySet());
        if (own.size() == args.proofCount() && ProposalManifest.proofRoot(own).equals(args.proofRoot())) {
            return own;
        }
        Optional<ProposalManifest> manifest = manifest(args);
        if (manifest.isEmpty()) {
            Wanted list = new Wanted.Manifest(args.observed(), args.manifestKey(settings.context()));
            throw waiting(List.of(list), AttestRule.PROOF_UNAVAILABLE);
        }
        if (manifest.get().proofs().size() != args.proofCount()) {
            throw fail(
                    AttestRule.ARGS_MALFORMED,
                    args.proofCount() + " proofs announced, "
                            + manifest.get().proofs().size() + " listed");
        }
        return manifest.get().proofs();
    }

    private Verdict scores(
            ProposalStatement statement,
            Collection<Held> included,
            Set<NodeId> faulty,
            Roster observed,
            Roster target) {
        ScoreList own = recomputation.scores(
                target,
                observed.quorum(),
                included.stream().map(held -> held.signed().batch()).toList(),
                faulty);
        Optional<String> difference = statement.scores().differenceTo(own);
        if (difference.isPresent()) {
            return new Verdict.Fail(AttestRule.SCORES_DIFFER, difference.get() + " recomputed");
        }
        return withoutQueueCommands(statement, own);
    }

    private Verdict foreign(ProposalStatement statement, BatchBook book, Roster target) throws Decided {
        if (settings.foreign() instanceof ForeignPolicy.Never) {
            throw fail(AttestRule.FOREIGN_PROPOSAL, "the policy is never to attest proposals of other software");
        }
        Set<NodeId> faulty = new TreeSet<>(
                knowledge.proofs().proposable(book.roster().epoch()).values());
        ScoreList own = recomputation.scores(
                target,
                book.roster().quorum(),
                book.includable().values().stream()
                        .map(held -> held.signed().batch())
                        .toList(),
                faulty);
        Optional<String> objection = settings.foreign().objection(statement.scores(), own, faulty);
        if (objection.isPresent()) {
            throw fail(AttestRule.FOREIGN_PROPOSAL, objection.get());
        }
        return withoutQueueCommands(statement, own);
    }

    private static Verdict withoutQueueCommands(ProposalStatement statement, ScoreList own) {
        if (statement.prioritize().isPresent() || statement.remove().isPresent()) {
            return new Verdict.Fail(
                    AttestRule.QUEUE_COMMAND,
                    "prioritise " + statement.prioritize() + ", remove " + statement.remove());
        }
        return new Verdict.Pass(own);
    }

    private Optional<ProposalManifest> manifest(ProposalArgs args) {
        return knowledge.manifest(args.manifestKey(settings.context()));
    }

    private static Hash256 rootOf(SortedMap<NodeId, Held> held) {
        SortedMap<NodeId, Hash256> digests = new TreeMap<>();
        held.forEach((validator, batch) -> digests.put(validator, batch.digest()));
        return ProposalManifest.includedRoot(digests);
    }

    private static Decided fail(AttestRule rule, String difference) {
        return new Decided(new Verdict.Fail(rule, difference));
    }

    private static Decided waiting(List<Wanted> missing, AttestRule otherwise) {
        return new Decided(new Verdict.Wait(List.copyOf(missing), otherwise));
    }
}
