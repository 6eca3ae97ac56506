using Freeze.Fuzz.Targets;

namespace Freeze.Fuzz.Running;

/// <summary>Makes one input again and shows what comes of it.</summary>
internal static class Replay
{
    public static int Run(string format, int seed, long index, string folder)
    {
        var target = FuzzTargets.Create(format);
        using var worker = new Worker();
        var input = Worker.Make(target, seed, index);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{format}-{seed}-{index}.input");
        File.WriteAllBytes(file, input);
        Console.WriteLine($"{input.Length} bytes, written to {file}");
        try
        {
            target.Run(input, worker.Folder);
            Console.WriteLine("accepted");
            return 0;
        }
        catch (Exception e) when (target.IsDocumented(e))
        {
            Console.WriteLine($"refused: {e.Message}");
            return 0;
        }
        catch (Exception e)
        {
            Console.WriteLine($"harm: {e}");
            return 1;
        }
    }
}
