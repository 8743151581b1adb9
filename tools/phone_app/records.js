// Made by `python -m tools.phone_records` from lib/pad. Do not change it by hand: a test fails.

export const UUIDS = {
"namePrefix":"FootPad-",
"services":{"footpad":"8f3e0001-2c1a-4d6b-9a57-5f0e7d1c4b21","time":"00001805-0000-1000-8000-00805f9b34fb"},
"characteristics":{"status":"8f3e0002-2c1a-4d6b-9a57-5f0e7d1c4b21","statusText":"8f3e0003-2c1a-4d6b-9a57-5f0e7d1c4b21","command":"8f3e0007-2c1a-4d6b-9a57-5f0e7d1c4b21","commandResult":"8f3e0008-2c1a-4d6b-9a57-5f0e7d1c4b21","settings":"8f3e0009-2c1a-4d6b-9a57-5f0e7d1c4b21","diary":"8f3e000a-2c1a-4d6b-9a57-5f0e7d1c4b21","diaryAccess":"00002a52-0000-1000-8000-00805f9b34fb","clock":"00002a2b-0000-1000-8000-00805f9b34fb"},
};

export const STATUS = {
"version":1,
"bytes":20,
"fields":[["version","uint8",0],["state","uint8",1],["speed_step","uint8",2],["rpm","uint16",3],["heat_level","uint8",5],["left_cc","sint16",6],["right_cc","sint16",8],["remaining_s","uint16",10],["elapsed_s","uint16",12],["fault_code","uint8",14],["heater_duty_percent","uint8",15],["flags","uint8",16],["stop_reason","uint8",17],["sequence","uint16",18]],
"flags":{"heat_permitted":1,"motor_permitted":2,"rail_closed":4,"foot_check_due":8,"pairing_open":16,"clock_set":32,"feet_differ":64,"tach_fitted":128},
"invalidCc":-32768,
};

export const DIARY = {
"version":1,
"bytes":40,
"crcAt":36,
"fields":[["version","uint8",0],["flags","uint8",1],["number","uint32",2],["start","uint32",6],["profile","uint8",10],["programme","uint8",11],["minutes","uint8",12],["massage_s","uint16",13],["heat_s","uint16",15],["speed_most","uint8",17],["speed_mean","uint8",18],["heat_most","uint8",19],["left_most_cc","sint16",20],["right_most_cc","sint16",22],["dose","uint16",24],["difference_cc","sint16",26],["why_not_compared","uint8",28],["stop_reason","uint8",29],["fault_code","uint8",30],["feet_before","uint8",31],["feet_after","uint8",32],["score_before","uint8",33],["score_after","uint8",34],["week_sessions","uint8",35]],
"flags":{"clock":1,"interrupted":2,"feet_differ":4,"answered_late":8,"first_use":16},
"notTaken":-32768,
"noScore":255,
"notKnown":255,
"csv":["number","start (pad's clock)","counted_start (s with power)","profile","programme","minutes (min)","massage (s)","heat (s)","speed_most (step)","speed_mean (step)","heat_most","left_most (C)","right_most (C)","dose (CEM43 min)","left_minus_right (C)","why_not_compared","feet_differ","stop_reason","fault","interrupted","feet_before","also_for_session_before","feet_after","score_before (0 to 10)","score_after (0 to 10)","week_sessions","first_use"],
};

export const SETTINGS = {
"version":2,
"bytes":17,
"rows":[{"name":"speed_most","kind":"number","least":1,"most":11,"who":"limit"},{"name":"heat_most","kind":"number","least":0,"most":3,"who":"limit"},{"name":"minutes_most","kind":"number","least":5,"most":30,"who":"limit"},{"name":"profile","kind":"number","least":0,"most":2,"who":"choice"},{"name":"own_speed","kind":"number","least":1,"most":11,"who":"limit"},{"name":"own_heat","kind":"number","least":0,"most":3,"who":"limit"},{"name":"own_minutes","kind":"number","least":5,"most":30,"who":"limit"},{"name":"own_programme","kind":"number","least":0,"most":2,"who":"comfort"},{"name":"fahrenheit","kind":"number","least":0,"most":1,"who":"comfort"},{"name":"volume","kind":"number","least":0,"most":3,"who":"comfort"},{"name":"brightness","kind":"number","least":1,"most":3,"who":"comfort"},{"name":"cleaning","kind":"number","least":0,"most":50,"who":"comfort"},{"name":"language_1","kind":"letter","least":97,"most":122,"who":"comfort"},{"name":"language_2","kind":"letter","least":97,"most":122,"who":"comfort"},{"name":"foot_offset","kind":"signed","least":-100,"most":100,"who":"comfort"},{"name":"acknowledged","kind":"number","least":0,"most":1,"who":"hand"}],
"profiles":[[4,0,15],[11,3,15]],
"languages":["de","en"],
};

export const CLOCK = {
"bytes":10,
"firstYear":2026,
"lastYear":2099,
};

export const COMMANDS = {
"opcodes":{"stop":1,"slower":2,"cooler":3,"heatOff":4,"feetWrong":5,"scoreBefore":6,"scoreAfter":7},
"results":{"done":0,"nothingToDo":1,"unknown":2,"notAllowed":4},
"resultWords":["done","nothing to do","unknown command","wrong length","not allowed","bad argument"],
"scoreMost":10,
};

export const ACCESS = {
"report":1,
"response":6,
"atLeast":3,
"noOperator":0,
"byNumber":1,
"success":1,
"noRecords":6,
"lastPiece":128,
};

export const NAMES = {
"states":["OFF","CHECK","RUNNING","STOPPED","DONE","FAULT","LOCKED","SAFE_MODE"],
"heatLevels":["off","low","medium","high"],
"reasons":["none","time up","button","phone","fault","reset","foot check refused"],
"profiles":["gentle","standard","own"],
"programmes":["steady","wave","warm and settle"],
"whyNotCompared":["","heat was asked for first","heat in the twelve hours before","not known when there was heat last","too short","sensors not settled","no feet noticed","no sensors"],
"answers":["","well","something is wrong","not answered"],
"faults":{"1":"ntc_left_open","2":"ntc_left_short","3":"ntc_left_stuck","4":"ntc_left_jump","5":"ntc_right_open","6":"ntc_right_short","7":"ntc_right_stuck","8":"ntc_right_jump","9":"sensors_disagree","10":"reference_bad","11":"readings_stale","12":"over_temperature","13":"over_target","14":"warms_by_itself","15":"no_rise","16":"heater_stays_off","17":"heater_circuit","18":"rail_welded","21":"motor_still","22":"motor_too_fast","23":"motor_turns_by_itself","25":"heat_time","26":"heat_dose","30":"task_stalled_sensors","31":"task_stalled_guard","32":"task_stalled_motor","33":"task_stalled_heater","34":"task_stalled_session","35":"task_stalled_buttons","36":"task_stalled_panel","37":"task_stalled_store","38":"task_stalled_ble","40":"button_stuck_START","41":"button_stuck_FASTER","42":"button_stuck_SLOWER","43":"button_stuck_HEAT","44":"button_stuck_TIME","50":"watchdog_reset","51":"power_lost","52":"crash_loop","53":"storage_corrupt"},
"unknownFault":"unknown",
};

export const LIMITS = {
"speedSteps":11,
"speedMostRpm":3700,
"heatLevelsCc":[0,3500,3700,3900],
"surfaceLimitCc":4100,
"sessionTotalMin":60,
"sessionStepMin":5,
"sessionsAWeek":3,
"holdRefusesS":3,
"holdUnlocksS":5,
"holdPairsS":3,
"holdStartPairsS":10,
"holdForgetsS":5,
"holdLeavesGentleS":3,
"pairingOpenS":60,
"answerMs":3000,
"clockErrorS":5,
"readBackTries":10,
"readBackMs":200,
};
