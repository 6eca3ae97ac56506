using Freeze.Bench.Reporting;

namespace Freeze.Bench.Networks;

/// <summary>The networks that can be compared, by name.</summary>
internal static class Catalogue
{
    public const string Conveyor = "conveyor";

    /// <summary>Every name, in the order of the table.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [Conveyor, .. SharedNetworks.Names, ResNetShape.ResNet18.Name, ResNetShape.ResNet50.Name];

    /// <summary>Makes a network ready; null, after saying why, where it must be left out.</summary>
    public static Network? Open(string name, Sources sources)
    {
        if (SharedNetworks.Names.Contains(name)) return SharedNetworks.Open(name, sources);
        Log.Step($"{name}: preparing");
        return name == Conveyor ? ConveyorNetwork.Open() : SeededNetworks.Open(SeededNetworks.Find(name), sources.Workspace);
    }
}
