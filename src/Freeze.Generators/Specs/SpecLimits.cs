namespace Freeze.Generators.Specs;

/// <summary>What a definition may state.</summary>
public static class SpecLimits
{
    /// <summary>No size is larger: sums and products of sizes then fit in 64 bits, and no image or kernel comes near.</summary>
    public const int Size = 1 << 16;

    /// <summary>Channels of what no convolution makes: a whole image may become features.</summary>
    public const int Features = 1 << 20;

    /// <summary>
    /// Layers of a model. Published classifiers have some hundreds, and three thousand where each layer is quantised; the compiler takes milliseconds
    /// for each.
    /// </summary>
    public const int Layers = 4096;
}
