using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>
/// Gives every tensor a place in the arena. Tensors that follow each other in place share a storage; a storage takes the tightest gap
/// between those that are alive at the same time. Two orders of placement are tried, since neither is always better.
/// </summary>
public static class MemoryPlanner
{
    /// <summary>Plans a valid model.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="shapes">Its shapes, without problems.</param>
    public static MemoryPlan Plan(ModelSpec spec, ModelShapes shapes)
    {
        if (!shapes.IsValid) throw new ArgumentException("A model with problems has no memory plan.", nameof(shapes));
        return Plan(spec, shapes.Image, shapes.Layers);
    }

    internal static MemoryPlan Plan(ModelSpec spec, Shape image, IReadOnlyList<Shape> layers)
    {
        var storages = Lifetimes.Of(spec, image, layers, out var storageOf);
        var bySize = Place(storages, storages.Skip(1).OrderByDescending(s => s.Floats).ThenBy(s => s.Start));
        var byTime = Place(storages, storages.Skip(1).OrderBy(s => s.Start).ThenByDescending(s => s.Floats));
        var best = Arena(storages, bySize) <= Arena(storages, byTime) ? bySize : byTime;
        var peak = 0L;
        for (var step = -1; step <= spec.Layers.Count; step++)
            peak = Math.Max(peak, storages.Where(s => s.Start <= step && step <= s.End).Sum(s => s.Floats));
        return new(storageOf.Skip(1).Select(storage => best[storage]).ToArray(), Arena(storages, best), peak);
    }

    private static long Arena(List<Storage> storages, Dictionary<Storage, long> offsets) => storages.Max(s => offsets[s] + s.Floats);

    private static Dictionary<Storage, long> Place(List<Storage> storages, IEnumerable<Storage> order)
    {
        // The runtime writes the image at the start of the arena.
        var placed = new Dictionary<Storage, long> { [storages[0]] = 0 };
        foreach (var storage in order)
        {
            var (best, tightest, end) = (-1L, long.MaxValue, 0L);
            foreach (var other in placed.Where(p => p.Key.Overlaps(storage)).OrderBy(p => p.Value))
            {
                var gap = other.Value - end;
                if (gap >= storage.Floats && gap < tightest) (best, tightest) = (end, gap);
                end = Math.Max(end, other.Value + other.Key.Floats);
            }

            placed.Add(storage, best < 0 ? end : best);
        }

        return placed;
    }
}
