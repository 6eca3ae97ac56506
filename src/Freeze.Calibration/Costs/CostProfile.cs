using System.Text.Json;
using System.Text.Json.Serialization;

namespace Freeze.Calibration.Costs;

/// <summary>
/// What a network costs on one machine, in milliseconds for one image: the layers up to each probe, and a look-up there. <see cref="CostProfiler"/>
/// measures it; fitting places probes and chooses thresholds by it.
/// </summary>
public sealed record CostProfile
{
    private const string Cure = "Measure them on the target with edge-classifier profile --out FILE.";

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Hash over the model's layers: costs of another network mean nothing.</summary>
    public required string Structure { get; init; }

    /// <summary>Device that ran it.</summary>
    public required string Device { get; init; }

    /// <summary>Machine that ran it, in words.</summary>
    public required string Machine { get; init; }

    /// <summary>The whole network without look-ups.</summary>
    public required double Network { get; init; }

    /// <summary>Each probe, in order.</summary>
    public required IReadOnlyList<ProbeTime> Probes { get; init; }

    /// <summary>The profile as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CostWriter.Default.CostProfile);

    /// <summary>Reads a profile.</summary>
    /// <param name="json">What <see cref="ToJson"/> wrote.</param>
    /// <exception cref="FreezeException">It is no profile, or its times make no sense.</exception>
    public static CostProfile FromJson(string json)
    {
        CostProfile? profile = null;
        try
        {
            profile = JsonSerializer.Deserialize(json, CostReader.Default.CostProfile);
        }
        catch (JsonException)
        {
            // What the parser stumbled over says less to a user than that the file is none of these.
        }

        if (profile is not { Model: not null, Structure: not null, Device: not null, Machine: not null, Probes: not null }
            || profile.Probes.Any(probe => probe?.Name is null))
            throw new FreezeException($"This is no profile of costs. {Cure}");
        return profile.Problem() is { } problem ? throw new FreezeException($"These costs make no sense: {problem} {Cure}") : profile;
    }

    /// <summary>Refuses costs of another network.</summary>
    /// <param name="plan">The model that they are to be used for.</param>
    /// <exception cref="FreezeException">The profile is of another network.</exception>
    public void CheckFits(ModelPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (Structure == plan.Structure && Probes.Select(probe => probe.Name).SequenceEqual(plan.Probes.Select(probe => probe.Name))) return;
        throw new FreezeException(
            $"The costs were measured with another network, '{Storage.HostileText.Printable(Model)}'; "
            + $"measure '{plan.Name}' on the target with edge-classifier profile --out FILE.");
    }

    private string? Problem()
    {
        if (!(Network > 0) || double.IsInfinity(Network)) return "The network's time is not a positive number.";
        var before = 0.0;
        foreach (var probe in Probes)
        {
            if (!(probe.Before >= before && probe.Before <= Network))
                return $"The times before '{Storage.HostileText.Printable(probe.Name)}' do not rise.";
            if (!(probe.LookUpBase >= 0 && probe.LookUpBase <= 1e9 && probe.LookUpPerMillionMacs >= 0 && probe.LookUpPerMillionMacs <= 1e9))
                return $"A look-up at '{Storage.HostileText.Printable(probe.Name)}' takes no sensible time.";
            before = probe.Before;
        }

        return null;
    }
}

/// <summary>Milliseconds at one probe.</summary>
/// <param name="Name">Name of the probe.</param>
/// <param name="Before">The layers before it, from the image on.</param>
/// <param name="LookUp">A look-up in the cache that the model had there; null when it had none that was on.</param>
/// <param name="LookUpBase">What any look-up takes: averaging the activation.</param>
/// <param name="LookUpPerMillionMacs">What a million multiply-accumulates of a cache add.</param>
public sealed record ProbeTime(string Name, double Before, double? LookUp, double LookUpBase, double LookUpPerMillionMacs);

/// <summary>Writes alone, so that the program on the target, which only measures, does not carry the reader.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(CostProfile))]
internal sealed partial class CostWriter : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CostProfile))]
internal sealed partial class CostReader : JsonSerializerContext;
