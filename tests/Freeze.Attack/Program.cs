using System.CommandLine;
using System.Net;
using Freeze.Attack;

var service = new Argument<string>("service") { Description = "The published sample service, freeze-service." };
var attack = new Option<string[]>("--attack") { Description = "Attacks to run; all without it.", AllowMultipleArgumentsPerToken = true };
attack.AcceptOnlyFromAmong(["none", .. Attacks.All.Keys]);
var connections = new Option<int>("--connections") { Description = "Connections of an attacker.", DefaultValueFactory = _ => 4096 };
var seconds = new Option<int>("--seconds") { Description = "Length of an attack.", DefaultValueFactory = _ => 20 };
var niceness = new Option<int>("--nice") { Description = "Priority of the service and its clients; negative needs root.", DefaultValueFactory = _ => 0 };

var root = new RootCommand("Attacks the sample service, each attack on a fresh process, and says what its memory, its health probes and other clients saw.")
{
    service, attack, connections, seconds, niceness,
};
root.SetAction(async (arguments, stop) =>
{
    var chosen = arguments.GetValue(attack) is { Length: > 0 } names ? names : ["none", .. Attacks.All.Keys];
    return await Report.RunAsync(
        arguments.GetValue(service)!, chosen, arguments.GetValue(connections), arguments.GetValue(seconds), arguments.GetValue(niceness), stop);
});

// The attacker is a process of its own, so that it can run at a low priority.
var kind = new Argument<string>("kind");
var address = new Argument<string>("address");
var attacker = new Command("attacker", "Attacks an address until it is killed.") { kind, address, connections };
attacker.Hidden = true;
attacker.SetAction((arguments, stop) => Attacks.RunAsync(
    arguments.GetValue(kind)!, IPEndPoint.Parse(arguments.GetValue(address)!), arguments.GetValue(connections), stop));
root.Add(attacker);
return await root.Parse(args).InvokeAsync();
