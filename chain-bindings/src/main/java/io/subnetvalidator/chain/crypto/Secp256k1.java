package io.subnetvalidator.chain.crypto;

import io.subnetvalidator.chain.types.AccountId;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;

/** The curve of the accounts and public key recovery on it (SEC 1, 4.1.6). */
final class Secp256k1 {

    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");

    static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());
    static final BigInteger ORDER = CURVE.getN();
    static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

    private static final BigInteger FIELD = CURVE.getCurve().getField().getCharacteristic();

    private Secp256k1() {}

    /**
     * The public key whose signature of {@code digest} is {@code (r, s)}.
     *
     * @param recoveryId bit 0: oddness of the y coordinate of the nonce point; bit 1: its x coordinate is {@code r + n}
     */
    static Optional<ECPoint> recover(byte[] digest, BigInteger r, BigInteger s, int recoveryId) {
        if (!isScalar(r) || !isScalar(s) || recoveryId < 0 || recoveryId > 3) {
            return Optional.empty();
        }
        BigInteger x = recoveryId < 2 ? r : r.add(ORDER);
        if (x.compareTo(FIELD) >= 0) {
            return Optional.empty();
        }
        Optional<ECPoint> nonce = pointAt(x, (recoveryId & 1) == 1);
        if (nonce.isEmpty()) {
            return Optional.empty();
        }
        BigInteger inverse = r.modInverse(ORDER);
        BigInteger ofBase = new BigInteger(1, digest).negate().multiply(inverse).mod(ORDER);
        BigInteger ofNonce = s.multiply(inverse).mod(ORDER);
        ECPoint key = ECAlgorithms.sumOfTwoMultiplies(DOMAIN.getG(), ofBase, nonce.get(), ofNonce)
                .normalize();
        return key.isInfinity() ? Optional.empty() : Optional.of(key);
    }

    /** Last 20 bytes of keccak-256 over the uncompressed key without its prefix byte. */
    static AccountId account(ECPoint key) {
        byte[] uncompressed = key.getEncoded(false);
        byte[] digest = Keccak.hash256(Arrays.copyOfRange(uncompressed, 1, uncompressed.length))
                .toBytes();
        return AccountId.of(Arrays.copyOfRange(digest, digest.length - AccountId.LENGTH, digest.length));
    }

    static boolean isScalar(BigInteger value) {
        return value.signum() > 0 && value.compareTo(ORDER) < 0;
    }

    private static Optional<ECPoint> pointAt(BigInteger x, boolean odd) {
        ECFieldElement fieldX = CURVE.getCurve().fromBigInteger(x);
        // y^2 = x^3 + 7; a is zero on this curve
        ECFieldElement y =
                fieldX.square().multiply(fieldX).add(CURVE.getCurve().getB()).sqrt();
        if (y == null) {
            return Optional.empty();
        }
        ECFieldElement chosen = y.testBitZero() == odd ? y : y.negate();
        return Optional.of(CURVE.getCurve().createPoint(x, chosen.toBigInteger()));
    }
}
