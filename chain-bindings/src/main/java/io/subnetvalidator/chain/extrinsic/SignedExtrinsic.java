package io.subnetvalidator.chain.extrinsic;

import io.subnetvalidator.chain.crypto.AccountKey;
import io.subnetvalidator.chain.crypto.AccountSignatures;
import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Hash256;
import java.math.BigInteger;

/**
 * An extrinsic signed by an account. Address and signature have no variant byte before them.
 *
 * @param signature {@code r || s || v}, 65 bytes; not checked by itself, see {@link #isSignedFor}
 */
public record SignedExtrinsic(
        AccountId signer, Value.Bytes signature, Era era, long nonce, Balance tip, Value.Bytes call)
        implements Extrinsic {

    static final int VERSION = 0x84;

    public SignedExtrinsic {
        if (signature.length() != AccountKey.SIGNATURE_LENGTH) {
            throw new IllegalArgumentException("a signature has 65 bytes, not " + signature.length());
        }
    }

    /**
     * Signs a payload and checks that the signature is the account's, so that a wrong key is noticed here and not by the chain.
     *
     * @throws IllegalArgumentException when what the signer gave is no signature of this account
     */
    public static SignedExtrinsic sign(SigningPayload payload, AccountId account, ExtrinsicSigner signer) {
        byte[] message = payload.message();
        byte[] signature = signer.sign(message);
        if (AccountSignatures.recover(message, signature)
                .filter(account::equals)
                .isEmpty()) {
            throw new IllegalArgumentException("the signature is not one of account " + account
                    + ": the signer holds another key or signed other bytes");
        }
        return new SignedExtrinsic(
                account, Value.bytes(signature), payload.era(), payload.nonce(), payload.tip(), payload.call());
    }

    static SignedExtrinsic read(ScaleReader in) {
        AccountId signer = AccountId.of(in.raw(AccountId.LENGTH));
        Value.Bytes signature = Value.bytes(in.raw(AccountKey.SIGNATURE_LENGTH));
        Era era = Era.read(in);
        long nonce = in.compactU32();
        BigInteger tip = in.compact();
        if (tip.bitLength() > 128) {
            throw in.error("a tip is below 2^128, not " + tip);
        }
        return new SignedExtrinsic(signer, signature, era, nonce, Balance.of(tip), Value.bytes(in.raw(in.remaining())));
    }

    /** The payload that must have been signed on this chain, with the hash of the era's birth block there. */
    public SigningPayload payload(ChainIdentity chain, Hash256 eraHash) {
        return new SigningPayload(call, era, nonce, tip, chain, eraHash);
    }

    /** Whether the signature is the signer's for this chain and birth block, as the runtime judges it. */
    public boolean isSignedFor(ChainIdentity chain, Hash256 eraHash) {
        return AccountSignatures.recover(payload(chain, eraHash).message(), signature.toBytes())
                .filter(signer::equals)
                .isPresent();
    }

    @Override
    public byte[] body() {
        ScaleWriter out = new ScaleWriter().u8(VERSION).raw(signer.toBytes()).raw(signature.toBytes());
        era.writeTo(out);
        return out.compact(nonce).compact(tip.units()).raw(call.toBytes()).toBytes();
    }
}
