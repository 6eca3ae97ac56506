using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Tiles;

/// <summary>How far apart the inputs of neighbouring output pixels lie.</summary>
internal interface IPixelStep
{
    /// <summary>Floats from one to the next, a constant of the type.</summary>
    static abstract int Floats { get; }
}

/// <summary>With stride 1.</summary>
internal readonly struct NextPixel : IPixelStep
{
    static int IPixelStep.Floats => Shape.Block;
}

/// <summary>With stride 2.</summary>
internal readonly struct NextButOnePixel : IPixelStep
{
    static int IPixelStep.Floats => 2 * Shape.Block;
}

/// <summary>With stride 2 on the pixels of a colour image, which lie side by side.</summary>
internal readonly struct NextButOneColour : IPixelStep
{
    static int IPixelStep.Floats => 6;
}
