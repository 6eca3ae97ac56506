using System.Globalization;
using Freeze;
using Freeze.Caching;
using Freeze.Layers;

// Saves caches: PATH [TIMES], for ever unless told how often. Every value of the n-th set is n, so that a mixture of two would show.
var shape = new Shape(64, 4, 4);
var plan = new ModelPlan(
    "saved", new ImageInput(3, 4, 4), [new Activate("last", new(64, 1, 1), new(64, 1, 1))], [new ProbePoint("probe", shape, 1)], [], 1, "saved-1");
var times = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : int.MaxValue;
try
{
    for (var n = 1; n <= times; n++)
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

    return 0;
}
catch (FreezeException error)
{
    Console.Error.WriteLine("error: " + error.Message);
    return 1;
}
