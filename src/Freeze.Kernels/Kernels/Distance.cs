using ILGPU;

namespace Freeze.Kernels;

/// <summary>
/// The look-up of a probe: for each key the nearest centroid, and the nearest centroid of any other class. One group of threads a key.
/// </summary>
public static class Distance
{
    /// <summary>Threads in a group; a power of two, as the reduction halves it.</summary>
    public const int GroupSize = 128;

    /// <summary>Finds the nearest class of each key. The grid has one group for each key.</summary>
    /// <param name="keys">Keys, [batch, length] row-major.</param>
    /// <param name="centroids">Centroids, [count, length] row-major.</param>
    /// <param name="classes">Class of each centroid, 0 or more, [count].</param>
    /// <param name="nearestClass">Receives the class of the nearest centroid, the first of several equally near, [batch]; -1 when no
    /// distance is a finite number.</param>
    /// <param name="distances">Receives the squared distances to the nearest centroid and to the nearest one of another class, [batch, 2];
    /// infinite where there is none. The score is 1 - sqrt(first / second), or 0 where second is 0 or infinite.</param>
    /// <param name="count">Number of centroids.</param>
    /// <param name="length">Length of a key.</param>
    public static void Nearest(
        ArrayView<float> keys,
        ArrayView<float> centroids,
        ArrayView<int> classes,
        ArrayView<int> nearestClass,
        ArrayView<float> distances,
        int count,
        int length)
    {
        var sharedFirst = SharedMemory.Allocate<float>(GroupSize);
        var sharedSecond = SharedMemory.Allocate<float>(GroupSize);
        var sharedClass = SharedMemory.Allocate<int>(GroupSize);
        var sharedIndex = SharedMemory.Allocate<int>(GroupSize);

        var thread = Group.IdxX;
        var key = Grid.IdxX * length;

        // Each thread walks every GroupSize-th centroid and keeps its own two distances.
        var first = float.PositiveInfinity;
        var second = float.PositiveInfinity;
        var bestClass = -1;
        var bestIndex = int.MaxValue;
        for (var i = thread; i < count; i += GroupSize)
        {
            var row = i * length;
            var distance = 0f;
            for (var j = 0; j < length; j++)
            {
                var difference = keys[key + j] - centroids[row + j];
                distance += difference * difference;
            }

            // Not a number becomes infinite and is never nearest. ILGPU's OpenCL C turns `a < b` round into `a >= b` as if there were no
            // NaN, so comparisons alone would let it in there.
            distance = IntrinsicMath.Min(distance, float.PositiveInfinity);

            var itsClass = classes[i];
            if (distance < first)
            {
                if (itsClass != bestClass) second = first;
                first = distance;
                bestClass = itsClass;
                bestIndex = i;
            }
            else if (itsClass != bestClass && distance < second)
            {
                second = distance;
            }
        }

        sharedFirst[thread] = first;
        sharedSecond[thread] = second;
        sharedClass[thread] = bestClass;
        sharedIndex[thread] = bestIndex;
        Group.Barrier();

        // Halve the threads until one is left. Warp shuffles would save a barrier or two, but not every OpenCL has them.
        for (var half = GroupSize / 2; half > 0; half /= 2)
        {
            if (thread < half)
            {
                var otherFirst = sharedFirst[thread + half];
                var otherSecond = sharedSecond[thread + half];
                var otherClass = sharedClass[thread + half];
                var otherIndex = sharedIndex[thread + half];

                // Of two equally near centroids the first counts, as in a walk from the first to the last.
                var otherIsNearer = otherFirst < first || (otherFirst == first && otherIndex < bestIndex);
                var rival = otherClass == bestClass ? float.PositiveInfinity : otherIsNearer ? first : otherFirst;

                // Both seconds may compete whoever wins: the loser's second is never less than the loser's first, which is the rival.
                second = IntrinsicMath.Min(rival, IntrinsicMath.Min(second, otherSecond));
                if (otherIsNearer)
                {
                    first = otherFirst;
                    bestClass = otherClass;
                    bestIndex = otherIndex;
                }

                sharedFirst[thread] = first;
                sharedSecond[thread] = second;
                sharedClass[thread] = bestClass;
                sharedIndex[thread] = bestIndex;
            }

            Group.Barrier();
        }

        if (thread == 0)
        {
            nearestClass[Grid.IdxX] = bestClass;
            distances[Grid.IdxX * 2] = first;
            distances[Grid.IdxX * 2 + 1] = second;
        }
    }
}
