using Freeze;
using Freeze.Caching;
using Freeze.Layers;

// Saves caches for ever: PATH. Every value of the n-th set is n, so that a mixture of two would show.
var shape = new Shape(64, 4, 4);
var plan = new ModelPlan(
    "saved", new ImageInput(3, 4, 4), [new Activate("last", new(64, 1, 1), new(64, 1, 1))], [new ProbePoint("probe", shape, 1)], [], 1, "saved-1");
for (var n = 1; ; n++)
{
    float[] Filled(int count)
    {
        var values = new float[count];
        Array.Fill(values, n % 1000);
        return values;
    }

    var cache = new CentroidCache
    {
        Grid = 4, Projection = Filled(4 * 1024), Offset = Filled(4), Centroids = Filled(100 * 4), Classes = new int[100], Slope = n % 1000,
    };
    new CacheSet { Weights = "w", Probes = [cache] }.Save(args[0], plan);
    if (n == 1) Console.WriteLine("saved");
}
