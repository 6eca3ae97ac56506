namespace Freeze.Caching.Audits;

/// <summary>What the audits did about a promise.</summary>
public enum PromiseChange
{
    /// <summary>The threshold of a probe was raised.</summary>
    Tightened,

    /// <summary>A probe answers nobody any more.</summary>
    SwitchedOff,

    /// <summary>A stream relies less on what it saw before.</summary>
    StreamWeakened,
}
