using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>Convolution with bias; adds a residual edge and applies an activation where asked.</summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class Conv2DAttribute(string name) : WindowAttribute(name)
{
    /// <summary>Output channels.</summary>
    public int Channels { get; set; }

    /// <summary>Distance of the taps, both ways.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>Distance of the taps downwards; Dilation when 0.</summary>
    public int DilationHeight { get; set; }

    /// <summary>Distance of the taps to the right; Dilation when 0.</summary>
    public int DilationWidth { get; set; }

    /// <summary>Groups of channels that do not mix.</summary>
    public int Groups { get; set; } = 1;

    /// <summary>Edge added before the activation; none when null.</summary>
    public string? Add { get; set; }

    /// <summary>Applied to the result.</summary>
    public Activation Activation { get; set; }
}
