// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** Documents as a console sends them. */
public final class Documents {

    /** Two pools: one of four endpoints in four states, one that nobody serves. */
    public static final String POOLS = """
            {"schema":"hawser.console/1","at":"2026-11-21T21:00:00.123Z","actions":true,"newKey":{"x":[1]},"pools":[
             {"name":"kv","holding":"EXCLUSIVE","state":"DEGRADED","waiting":2,"total":1234,"failed":4,"refused":1,"retried":2,
              "source":{"words":"static:10.0.0.1:7001*3,10.0.0.2:7001","ageMs":1200},
              "perSecond":840.2,"successPercent":99.96,"p50Ms":1.2,"p99Ms":9.8,"waitP99Ms":3.1,
              "endpoints":[
               {"address":"10.0.0.1:7001","name":"swift","zone":"a","state":"UP","why":"","weight":7,"discoveredWeight":3,
                "drained":false,"leader":true,"idle":1,"busy":2,"connecting":0,"draining":0,"max":30,"opened":9,
                "connectFailures":1,"inFlight":2,"total":1000,"failed":3,"perSecond":640.1,"share":0.76,"rateUsed":0.7,
                "lastError":{"message":"connection reset","agoMs":61000},"sinceMs":3600000,"spark":[600,610,640]},
               {"address":"10.0.0.2:7001","state":"DOWN","why":"down for 3s (2 failures, last: refused, next try in 1s)",
                "weight":1,"idle":0,"busy":0,"max":30,"inFlight":0,"total":20,"failed":1,"perSecond":0,"share":0,
                "lastError":{"message":"connect refused","agoMs":400},"sinceMs":3000},
               {"address":"10.0.0.3:7001","state":"UP","drained":true,"weight":1,"idle":3,"busy":0,"max":30,"inFlight":0,
                "total":210,"failed":0,"perSecond":0,"share":0,"sinceMs":90000},
               {"address":"10.0.0.4:7001","state":"IDLE","weight":1,"idle":0,"busy":0,"max":30,"inFlight":0,"total":4,
                "failed":0,"perSecond":200.1,"share":0.24,"sinceMs":1000}]},
             {"name":"mail","holding":"SHARED","state":"DOWN","waiting":0,"total":0,"failed":0,"refused":12,
              "source":{"words":"dns:mail:25","problem":"no such name"},
              "endpoints":[{"address":"[2001:db8::1]:25","state":"EJECTED","why":"5 calls in a row failed","weight":1}]}]}
            """;

    /** Of one pool. */
    public static final String WHY = """
            {"schema":"hawser.console/1","at":"2026-11-21T21:00:00.123Z","pool":"kv",
             "verdict":"the next call goes to 10.0.0.1:7001, whose turn it is (weighted round robin)",
             "endpoints":[
              {"address":"10.0.0.1:7001","eligible":true,"share":0.75,"why":"up; weight 3 of 4"},
              {"address":"10.0.0.2:7001","eligible":false,"share":0,"why":"down for 3s: connection refused, next try in 1s"}],
             "recent":[
              {"at":"2026-11-21T20:59:58.900Z","pool":"kv","kind":"failed","call":"kv.KV/Get","outcome":"UNKNOWN",
               "tookMs":12.34,"message":"UNAVAILABLE: io exception","attempts":[
                {"endpoint":"10.0.0.2:7001","result":"UNAVAILABLE: connection refused","begunMs":0,"tookMs":4.2},
                {"result":"no connection within 5ms","begunMs":5,"tookMs":7}]},
              {"at":"2026-11-21T20:59:40.000Z","kind":"waited","tookMs":250,"message":"all 8 connections were leased"}]}
            """;

    private Documents() {}

    public static Fields parse(String document) {
        return new Fields((JsonObject) JsonParser.parseString(document));
    }
}
