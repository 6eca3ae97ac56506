using Freeze.Caching;
using Freeze.Onnx2Cs.Compilation;

namespace Freeze.Bench.Networks;

/// <summary>The Quickstart's network with the certified caches that ship with it: needs nothing but the repository.</summary>
internal static class ConveyorNetwork
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, Catalogue.Conveyor);

    public static Network Open()
    {
        var folder = ModelFolder.Open(Path);
        var plan = folder.Model.Plan;
        var onnx = System.IO.Path.Combine(Path, plan.Name + ".onnx");
        return new(Catalogue.Conveyor, onnx, folder, ImageTensors.FromConveyor(plan.Input), CacheSet.Load(folder.CachePath, plan));
    }
}
