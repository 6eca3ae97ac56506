using Freeze.Caching.Audits;

namespace Freeze;

/// <summary>How a model is loaded.</summary>
public sealed class FrozenModelOptions
{
    /// <summary>The device that runs it; the best one that this machine has when null.</summary>
    public Device? Device { get; init; }

    /// <summary>Threads for one prediction, the caller's included; 0 takes one for each core, up to eight.</summary>
    public int Threads { get; init; }

    /// <summary>Whether <c>NAME.cache.safetensors</c> is used when it is there. Off, every request runs to the end.</summary>
    public bool UseCaches { get; init; } = true;

    /// <summary>
    /// Whether an image gets bit for bit the same answer in a batch as alone. Off, batches take faster algorithms for some layers, whose sums round
    /// differently in the sixth digit.
    /// </summary>
    public bool BatchInvariant { get; init; }

    /// <summary>
    /// Whether a GPU keeps the weights of convolutions and dense layers in 16 bits, which halves what it holds and reads of them; sums stay in 32
    /// bits. The results differ in the third or fourth digit, and certificates, which are made with float32, do not cover them. The CPU takes no
    /// notice of it.
    /// </summary>
    public bool HalfWeights { get; init; }

    /// <summary>How early answers are checked while the model works; null checks none.</summary>
    public AuditOptions? Audit { get; init; }

    /// <summary>
    /// Whether a GPU's driver records the kernels between two probes as a graph and then queues them with one call, which saves time with few images.
    /// CUDA can; elsewhere this changes nothing. Off unless asked for: no card has run it yet.
    /// </summary>
    public bool Graphs { get; init; }

    /// <summary>Whether the weights' checksum is verified when loading; costs a few milliseconds for 50 MB.</summary>
    public bool VerifyChecksum { get; init; } = true;
}
