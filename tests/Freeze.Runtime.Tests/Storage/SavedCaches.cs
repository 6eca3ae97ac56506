using Freeze.Caching;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Storage;

/// <summary>The caches that Freeze.SavingProgram saves.</summary>
internal static class SavedCaches
{
    public static ModelPlan Plan { get; } = new(
        "saved", new ImageInput(3, 4, 4), [new Activate("last", new(64, 1, 1), new(64, 1, 1))],
        [new ProbePoint("probe", new Shape(64, 4, 4), 1)], [], 1, "saved-1");

    public static string Program
    {
        get
        {
            var program = Path.Combine(AppContext.BaseDirectory, "Freeze.SavingProgram.dll");
            Assert.True(File.Exists(program), $"{program} was not built beside the tests");
            return program;
        }
    }

    /// <summary>Loads caches and checks that all of them are of one save.</summary>
    public static CacheSet LoadWhole(string path)
    {
        var set = CacheSet.Load(path, Plan);
        var cache = Assert.IsType<CentroidCache>(set.Probes[0]);
        Assert.True(cache.Slope >= 1);
        float[] values = [.. cache.Projection, .. cache.Offset, .. cache.Centroids];
        Assert.Equal(-1, values.AsSpan().IndexOfAnyExcept(cache.Slope));
        return set;
    }

    public static CacheSet Make(float value)
    {
        float[] Filled(int count) => [.. Enumerable.Repeat(value, count)];
        return new CacheSet
        {
            Weights = "w",
            Probes =
            [
                new CentroidCache
                {
                    Grid = 4, Projection = Filled(4 * 1024), Offset = Filled(4), Centroids = Filled(100 * 4), Classes = new int[100], Slope = value,
                },
            ],
        };
    }
}
