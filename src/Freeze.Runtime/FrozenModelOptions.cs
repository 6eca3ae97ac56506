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

    /// <summary>How early answers are checked while the model works; null checks none.</summary>
    public AuditOptions? Audit { get; init; }

    /// <summary>Whether the weights' checksum is verified when loading; costs a few milliseconds for 50 MB.</summary>
    public bool VerifyChecksum { get; init; } = true;
}
