using ILGPU;
using ILGPU.Algorithms;

namespace Freeze.Kernels;

/// <summary>
/// The look-up of a probe: for each key the nearest centroid, and the nearest centroid of any other class. One group of threads a key.
/// </summary>
public static class Distance
{
    /// <summary>Threads in a group; a power of two, as the reduction halves it.</summary>
    public const int GroupSize = 128;

    /// <summary>Finds the nearest class of each key. The grid has one group for each image.</summary>
    /// <param name="scratch">Holds the key of each image.</param>
    /// <param name="centroids">Holds the centroids.</param>
    /// <param name="classes">Holds the class of each centroid, 0 or more.</param>
    /// <param name="verdicts">Receives class and score, [images, 2]. The class is that of the nearest centroid, the first of several equally
    /// near; -1 when no distance is a finite number. The score is 1 - nearest / rival, with the distance of the nearest centroid of any
    /// other class; 0 where there is none, or where both are 0.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="scratchStride">Floats from one image's scratch to the next.</param>
    /// <param name="keys">Offset of the key in the scratch.</param>
    /// <param name="firstCentroid">Offset of the centroids, [count, length] row-major.</param>
    /// <param name="firstClass">Offset of the classes.</param>
    /// <param name="count">Number of centroids.</param>
    /// <param name="length">Length of a key.</param>
    public static void Nearest(
        ArrayView<float> scratch,
        ArrayView<float> centroids,
        ArrayView<int> classes,
        ArrayView<float> verdicts,
        ArrayView<int> live,
        int scratchStride,
        int keys,
        int firstCentroid,
        int firstClass,
        int count,
        int length)
    {
        var sharedFirst = SharedMemory.Allocate<float>(GroupSize);
        var sharedSecond = SharedMemory.Allocate<float>(GroupSize);
        var sharedClass = SharedMemory.Allocate<int>(GroupSize);
        var sharedIndex = SharedMemory.Allocate<int>(GroupSize);

        var thread = Group.IdxX;
        if (Grid.IdxX >= Live.Count(live)) return;
        var slot = Live.Slot(live, Grid.IdxX);
        var key = slot * scratchStride + keys;

        // Each thread walks every GroupSize-th centroid and keeps its own two distances.
        var first = float.PositiveInfinity;
        var second = float.PositiveInfinity;
        var bestClass = -1;
        var bestIndex = int.MaxValue;
        for (var i = thread; i < count; i += GroupSize)
        {
            var row = firstCentroid + i * length;
            var distance = 0f;
            for (var j = 0; j < length; j++)
            {
                var difference = scratch[key + j] - centroids[row + j];
                distance += difference * difference;
            }

            // Not a number becomes infinite and is never nearest. ILGPU's OpenCL C turns `a < b` round into `a >= b` as if there were no
            // NaN, so comparisons alone would let it in there.
            distance = IntrinsicMath.Min(distance, float.PositiveInfinity);

            var itsClass = classes[firstClass + i];
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
            // An exact tie says nothing, and a lone class (no rival) is no evidence either.
            var score = 0f;
            if (second > 0f && second < float.PositiveInfinity) score = 1f - XMath.Sqrt(first / second);
            verdicts[slot * 2] = bestClass;
            verdicts[slot * 2 + 1] = score;
        }
    }
}
