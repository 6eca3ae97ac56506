using System.Globalization;
using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>Identifiers that a layer's field must not take: members of the class, types that expressions name, and Image, which the attributes read.</summary>
internal static class Reserved
{
    private static readonly string[] s_names =
    [
        "Image", "Input", "Load", "Plan", "Forward", "Caches", "Device", "Weights", "Open", "UseCaches", "Predict", "Run", "Observe", "Dispose",
        "Equals", "GetHashCode", "GetType", "ToString", "ReferenceEquals", "MemberwiseClone", "Finalize",
        "Activation", "FrozenModel", "FrozenModelOptions", "ImageInput", "ModelPlan", "Session", "ChannelOrder", "Orientation",
        "Freeze", "System",
    ];

    /// <summary>Members that every model's class has under just these names, so that the class itself cannot have one of them.</summary>
    public static IReadOnlyCollection<string> Members { get; } = ["Load", "Plan", "Forward", "s_plan"];

    /// <summary>Everything that is taken in a class; buffers have numbers, of which no plan has more than it has layers.</summary>
    public static IEnumerable<string> For(string className) =>
        s_names.Append(className).Append(InputOf(className))
            .Concat(Enumerable.Range(0, SpecLimits.Layers).Select(i => BufferOf(className) + i.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Name of the image's place in memory: a member cannot be called as its class is.</summary>
    public static string InputOf(string className) => className == "Input" ? "Pixels" : "Input";

    /// <summary>What the names of buffers begin with.</summary>
    public static string BufferOf(string className) => className.StartsWith("Buffer", StringComparison.Ordinal) ? "Memory" : "Buffer";
}
