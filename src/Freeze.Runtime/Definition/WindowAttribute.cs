using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>What convolutions and pools have in common: a window that steps over a padded image.</summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public abstract class WindowAttribute(string name) : LayerAttribute(name)
{
    /// <summary>The edge that it reads.</summary>
    public string From { get; set; } = Edge.Image;

    /// <summary>Height and width of the window; KernelHeight and KernelWidth where they differ.</summary>
    public int Kernel { get; set; } = 1;

    /// <summary>Height of the window; Kernel when 0.</summary>
    public int KernelHeight { get; set; }

    /// <summary>Width of the window; Kernel when 0.</summary>
    public int KernelWidth { get; set; }

    /// <summary>Step of the window, both ways.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>Step downwards; Stride when 0.</summary>
    public int StrideHeight { get; set; }

    /// <summary>Step to the right; Stride when 0.</summary>
    public int StrideWidth { get; set; }

    /// <summary>Rows and columns of padding on every side.</summary>
    public int Pad { get; set; }

    /// <summary>Padding at the top, left, bottom and right where it differs; Pad when empty.</summary>
    public int[] Pads { get; set; } = [];
}
