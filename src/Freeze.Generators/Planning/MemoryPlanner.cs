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
        return new(storageOf.Skip(1).Select(storage => best[storage]).ToArray(), Arena(storages, best), Peak(storages, spec.Layers.Count));
    }

    // What begins at a step counts from there on, and no more after its end.
    private static long Peak(List<Storage> storages, int layers)
    {
        var changes = new long[layers + 3];
        foreach (var storage in storages)
        {
            changes[storage.Start + 1] += storage.Floats;
            changes[storage.End + 2] -= storage.Floats;
        }

        var (live, peak) = (0L, 0L);
        foreach (var change in changes) peak = Math.Max(peak, live += change);
        return peak;
    }

    private static long Arena(List<Storage> storages, Dictionary<Storage, long> offsets) => storages.Max(s => offsets[s] + s.Floats);

    private static Dictionary<Storage, long> Place(List<Storage> storages, IEnumerable<Storage> order)
    {
        // The runtime writes the image at the start of the arena.
        var placed = new Dictionary<Storage, long> { [storages[0]] = 0 };
        var alive = new Lives();
        alive.Add(storages[0]);
        foreach (var storage in order)
        {
            var (best, tightest, end) = (-1L, long.MaxValue, 0L);
            foreach (var other in alive.With(storage).OrderBy(other => placed[other]))
            {
                var gap = placed[other] - end;
                if (gap >= storage.Floats && gap < tightest) (best, tightest) = (end, gap);
                end = Math.Max(end, placed[other] + other.Floats);
            }

            placed.Add(storage, best < 0 ? end : best);
            alive.Add(storage);
        }

        return placed;
    }

    /// <summary>Finds the storages that live at the same time as another. Most live for a few steps, so that few are looked at.</summary>
    private sealed class Lives
    {
        private const int Short = 32;

        private readonly List<Storage> _all = [], _long = [];
        private readonly Dictionary<int, List<Storage>> _at = [];

        public void Add(Storage storage)
        {
            _all.Add(storage);
            if (storage.End - storage.Start > Short)
            {
                _long.Add(storage);
                return;
            }

            for (var step = storage.Start; step <= storage.End; step++)
            {
                if (!_at.TryGetValue(step, out var there)) _at.Add(step, there = []);
                there.Add(storage);
            }
        }

        public List<Storage> With(Storage storage)
        {
            if (storage.End - storage.Start > Short) return _all.FindAll(storage.Overlaps);
            var found = _long.FindAll(storage.Overlaps);
            for (var step = storage.Start; step <= storage.End; step++)
            {
                // Each at the first step that both have.
                if (_at.TryGetValue(step, out var there)) found.AddRange(there.Where(other => step == Math.Max(other.Start, storage.Start)));
            }

            return found;
        }
    }
}
