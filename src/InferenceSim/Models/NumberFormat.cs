namespace InferenceSim.Models;

/// <summary>How numbers are stored: weights, activations or the KV cache.</summary>
public enum NumberFormat
{
    /// <summary>bfloat16, 16 bits.</summary>
    Bf16,

    /// <summary>IEEE half, 16 bits.</summary>
    Fp16,

    /// <summary>8-bit floating point (e4m3), weights and activations.</summary>
    Fp8,

    /// <summary>8-bit integer, weights and activations (smooth-quant).</summary>
    Int8,

    /// <summary>4-bit integer weights, 16-bit activations and arithmetic (AWQ, GPTQ).</summary>
    Int4,

    /// <summary>4-bit floating point with block scales (nvfp4), weights and activations.</summary>
    Fp4,

    /// <summary>4-bit floating point weights with shared exponents (OCP mxfp4), 16-bit activations.</summary>
    Mxfp4,

    /// <summary>8-bit floating point with a 32-bit scale per block of 128 x 128 weights (DeepSeek-V3).</summary>
    Fp8Block,
}
