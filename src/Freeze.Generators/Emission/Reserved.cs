using System.Globalization;

namespace Freeze.Generators;

/// <summary>Identifiers that a layer's field must not take: members of the class, types that expressions name, and Image, which the attributes read.</summary>
internal static class Reserved
{
    private static readonly string[] s_names =
    [
        "Image", "Input", "Load", "Plan", "Forward", "Caches", "Device", "Weights", "Open", "UseCaches", "Predict", "Run", "Observe", "Dispose",
        "Equals", "GetHashCode", "GetType", "ToString", "ReferenceEquals", "MemberwiseClone", "Finalize",
        "Activation", "FrozenModel", "FrozenModelOptions", "ImageInput", "ModelPlan", "Session", "ChannelOrder", "Orientation", "Freeze", "System",
    ];

    /// <summary>Everything that is taken in a class; buffers have numbers, of which no plan has more than it has layers.</summary>
    public static IEnumerable<string> For(string className) =>
        s_names.Append(className).Concat(Enumerable.Range(0, 4096).Select(i => "Buffer" + i.ToString(CultureInfo.InvariantCulture)));
}
